#include "checks/status_page.h"

#include "base/mem.h"
#include "checks/sides.h"
#include "knowledge/providers.h"
#include "net/fetch.h"

#include <jansson.h>
#include <string.h>

/* ---- which ---- */

static const struct {
    const char *page;
    const char *url;
    enum page_form form;
} pages[] = {
    { "https://www.google.com/appsstatus/dashboard/", "https://www.google.com/appsstatus/dashboard/incidents.json",
      PAGE_GOOGLE },
    { "https://fastmailstatus.com", "https://fastmailstatus.com/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.proton.me", "https://status.proton.me/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.sendgrid.com", "https://status.sendgrid.com/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.mailgun.com", "https://status.mailgun.com/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.sparkpost.com", "https://status.sparkpost.com/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.brevo.com", "https://status.brevo.com/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.mailjet.com", "https://status.mailjet.com/api/v2/status.json", PAGE_STATUSPAGE },
    { "https://status.godaddy.com", "https://status.godaddy.com/api/v2/status.json", PAGE_STATUSPAGE },
};

const char *status_page_url(const char *page, enum page_form *ret_form)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (strcmp(pages[i].page, page) == 0) {
            *ret_form = pages[i].form;
            return pages[i].url;
        }
    return NULL;
}

static const struct provider *known_provider(struct span host, const struct target *target)
{
    const struct provider *provider = provider_by_host(host);
    return provider ? provider : provider_by_domain(mail_domain(span_of(target->address)));
}

/* "https://status.proton.me/api" */
static struct span host_of(struct span url)
{
    struct span host = span_from(url, sizeof "https://" - 1);
    size_t end = span_find_char(host, '/');
    return end == SPAN_NONE ? host : span_head(host, end);
}

void status_page_hosts(const struct target *target, struct buf *out)
{
    enum page_form form;
    const struct provider *provider = known_provider(span_of(target->server.host), target);
    bool is_known = provider || target->server.host[0];
    const char *url = provider ? status_page_url(provider->status_page, &form) : NULL;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct span host = host_of(span_of(pages[i].url));
        if (!is_known || (url && strcmp(url, pages[i].url) == 0))
            buf_addf(out, "%s%.*s", out->len ? ", " : "", SPAN_ARG(host));
    }
}

/* ---- reading ---- */

static enum page_says read_statuspage(const json_t *root, struct buf *words)
{
    const json_t *status = json_object_get(root, "status");
    const char *indicator = json_string_value(json_object_get(status, "indicator"));
    const char *description = json_string_value(json_object_get(status, "description"));
    if (!indicator)
        return PAGE_UNREADABLE;
    buf_add_text(words, description ? description : indicator);
    /* "maintenance" is announced, and may well be felt. */
    return strcmp(indicator, "none") == 0 ? PAGE_ALL_WELL : PAGE_TROUBLE;
}

static bool is_of_mail(const json_t *incident)
{
    const char *service = json_string_value(json_object_get(incident, "service_name"));
    return service && (strcmp(service, "Gmail") == 0 || strcmp(service, "Multiple Products") == 0);
}

static enum page_says read_google(const json_t *root, struct buf *words)
{
    if (!json_is_array(root))
        return PAGE_UNREADABLE;
    for (size_t i = 0; i < json_array_size(root); i++) {
        const json_t *incident = json_array_get(root, i);
        const char *what = json_string_value(json_object_get(incident, "external_desc"));
        if (!is_of_mail(incident) || json_is_string(json_object_get(incident, "end")))
            continue;
        buf_add_text(words, what ? what : "Gmail");
        return PAGE_TROUBLE;
    }
    buf_add_text(words, "Gmail");
    return PAGE_ALL_WELL;
}

enum page_says status_page_read(enum page_form form, struct span body, struct buf *ret_words)
{
    json_t *root = json_loadb(body.at ? body.at : "", body.len, JSON_REJECT_DUPLICATES, NULL);
    if (!root)
        return PAGE_UNREADABLE;
    enum page_says says = form == PAGE_GOOGLE ? read_google(root, ret_words) : read_statuspage(root, ret_words);
    json_decref(root);
    return says;
}

/* ---- asking ---- */

static const struct provider *find_provider(const struct inquiry *inquiry)
{
    return known_provider(span_of(inquiry->ground->host), inquiry->target);
}

/* Not reachable, silent, or "later". */
static bool is_amiss(const struct ground *ground)
{
    static const enum fact_kind amiss[] = { FACT_GREETING_NONE, FACT_GREETING_REFUSED, FACT_CLOSED_EARLY,
                                            FACT_NO_ANSWER,     FACT_LOGIN_SILENT,     FACT_LOGIN_CLOSED };
    for (size_t i = 0; i < sizeof amiss / sizeof *amiss; i++)
        if (ground_saw(ground, amiss[i]))
            return true;
    return !ground_saw(ground, FACT_PORT_OPEN) || (ground->login_refused && ground->login_code / 100 == 4);
}

const char *status_page_left_out(const struct inquiry *inquiry)
{
    enum page_form form;
    const struct provider *provider = find_provider(inquiry);
    bool is_wanted = !inquiry->target->connect_to[0] && !inquiry->ground->login_accepted && is_amiss(inquiry->ground);
    return is_wanted && provider && status_page_url(provider->status_page, &form) ? NULL : "";
}

static enum fact_kind kind_of(enum page_says says)
{
    return says == PAGE_TROUBLE ? FACT_PAGE_TROUBLE : says == PAGE_ALL_WELL ? FACT_PAGE_ALL_WELL : FACT_PAGE_UNREADABLE;
}

void check_status_page(const struct inquiry *inquiry)
{
    enum page_form form = PAGE_STATUSPAGE;
    struct fetched fetched;
    struct buf words;
    const struct provider *provider = find_provider(inquiry);
    const struct target *target = inquiry->target;
    struct fetch_wish wish = { .url = status_page_url(provider->status_page, &form),
                               .resolver = target->resolver,
                               .ca_file = target->ca_file,
                               .proxy = target->proxy };
    fetch_get(&wish, inquiry->limits, &fetched);
    buf_init(&words, FACT_SUBJECT_MAX);
    bool whole = fetched.end == FETCH_DONE && fetched.status == 200;
    enum page_says says = whole ? status_page_read(form, buf_span(&fetched.body), &words) : PAGE_UNREADABLE;
    struct fact fact = fact_new(kind_of(says), "status-page");
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(provider->status_page));
    mem_copy_text(fact.text, sizeof fact.text,
                  says == PAGE_UNREADABLE ? span_of(fetch_end_word(fetched.end)) : buf_span(&words));
    fact.ms = fetched.ms;
    if (!limits_cancelled(inquiry->limits) || says != PAGE_UNREADABLE)
        scribe_fact(inquiry->scribe, &fact);
    buf_free(&words);
    fetched_clear(&fetched);
}
