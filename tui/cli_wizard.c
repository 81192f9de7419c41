#include "cli.h"

#include "wizard.h"

int cli_wizard(const struct cli *cli, const char *address)
{
    return wizard_main(&(struct wizard_wish){ .address = address,
                                              .language = cli->languages.all[cli->language].id,
                                              .settings = &cli->settings,
                                              .wrongs = &cli->wrongs,
                                              .keeps = !cli->no_save,
                                              .ascii = cli->ascii,
                                              .no_colour = cli->no_color });
}
