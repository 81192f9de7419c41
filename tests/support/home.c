#include "support/home.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 4 * 1024 * 1024 };

bool home_make(struct home *home)
{
    const char *folder = getenv("TMPDIR");
    (void)snprintf(home->path, sizeof home->path, "%s/smtpdoctor-test-XXXXXX", folder ? folder : "/tmp");
    return mkdtemp(home->path) != NULL;
}

bool home_enter(const struct home *home)
{
    char state[HOME_PATH_MAX + 16];
    char config[HOME_PATH_MAX + 16];
    (void)snprintf(state, sizeof state, "%s/state", home->path);
    (void)snprintf(config, sizeof config, "%s/config", home->path);
    return setenv("XDG_STATE_HOME", state, 1) == 0 && setenv("XDG_CONFIG_HOME", config, 1) == 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

void home_remove(const struct home *home)
{
    (void)nftw(home->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void home_file(const struct home *home, const char *shelf, const char *name, char out[HOME_PATH_MAX + 128])
{
    (void)snprintf(out, HOME_PATH_MAX + 128, "%s/%s/smtpdoctor/%s", home->path, shelf, name);
}

bool home_write(const struct home *home, const char *shelf, const char *name, const char *text)
{
    char path[HOME_PATH_MAX + 128];
    (void)snprintf(path, sizeof path, "%s/%s", home->path, shelf);
    (void)mkdir(path, 0700);
    home_file(home, shelf, "", path);
    (void)mkdir(path, 0700);
    home_file(home, shelf, name, path);
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    bool written = fputs(text, file) >= 0;
    return fclose(file) == 0 && written;
}

char *home_read(const struct home *home, const char *shelf, const char *name)
{
    char path[HOME_PATH_MAX + 128];
    home_file(home, shelf, name, path);
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = calloc(1, TEXT_MAX);
    size_t len = text ? fread(text, 1, TEXT_MAX - 1, file) : 0;
    (void)len;
    (void)fclose(file);
    return text;
}
