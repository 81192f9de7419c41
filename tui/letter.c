#include "letter.h"

#include "base/mem.h"
#include "checks/mail_message.h"

static const char *text_of(const struct words *words, const char *key, char *out, size_t room)
{
    mem_copy_text(out, room, words_get(words, key));
    return out;
}

void letter_take(struct span message, struct target *target)
{
    struct message_view view;
    mail_message_look(message, &view);
    target_set_message(target, message);
    if (!target->size)
        target->size = view.wire_size;
}

bool letter_write(const struct words *words, const struct letter_wish *wish, struct target *target)
{
    char subject[256];
    char body[512];
    struct buf text;
    struct message_wish message = {
        .from = target->sender[0] ? target->sender : target->address,
        .to = target->send_to[0] ? target->send_to : target->address,
        .cc = target->cc,
        .subject = wish->subject ? wish->subject : text_of(words, "cli.test-subject", subject, sizeof subject),
        .body = text_of(words, "cli.test-body", body, sizeof body),
        .attachment_name = wish->attachment_name,
        .attachment = wish->attachment,
    };
    buf_init(&text, MAIL_MESSAGE_MAX * (size_t)2);
    bool made = mail_message_build(&message, &text, NULL, 0);
    if (made)
        letter_take(buf_span(&text), target);
    buf_free(&text);
    return made;
}
