/* A mail message of any kind: header, parts, pages of HTML and their links. */
#include "checks/mail_html.h"
#include "checks/mail_message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = { (const char *)data, size };
    struct message_view view;
    struct html_view page;
    mail_message_look(bytes, &view);
    check(view.fault_count <= MESSAGE_FOUND_MAX && view.wire_size >= size);
    for (size_t i = 0; i < view.fault_count; i++)
        check(memchr(view.faults[i].detail, '\0', sizeof view.faults[i].detail) != NULL);
    mail_html_look(bytes, &page);
    check(memchr(page.false_link, '\0', sizeof page.false_link) != NULL);
    return 0;
}
