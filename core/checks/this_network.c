#include "base/buf.h"
#include "base/mem.h"
#include "checks/sides.h"
#include "net/interfaces.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Built-in servers stand on this machine: its network has no part in it. */
const char *this_network_left_out(const struct inquiry *inquiry)
{
    return inquiry->target->connect_to[0] ? "" : NULL;
}

static void tell(const struct inquiry *inquiry, struct fact *fact, const struct buf *text)
{
    mem_copy_text(fact->text, sizeof fact->text, buf_span(text));
    scribe_fact(inquiry->scribe, fact);
}

static void list_interface(const struct interface *interface, struct buf *list)
{
    static const char *const kinds[] = { [LINK_PLAIN] = "", [LINK_TUNNEL] = " (VPN)", [LINK_PPP] = " (PPP)" };
    buf_addf(list, "%s%s%s", list->len ? ", " : "", interface->name, kinds[interface->link]);
    if (interface->v4[0])
        buf_addf(list, " %s", interface->v4);
    if (interface->v6[0])
        buf_addf(list, " %s", interface->v6);
}

static void look_at_interfaces(const struct inquiry *inquiry)
{
    struct interfaces interfaces;
    struct buf list;
    buf_init(&list, FACT_TEXT_MAX - 1);
    interfaces_read(&interfaces);
    for (size_t i = 0; i < interfaces.count; i++) {
        const struct interface *interface = &interfaces.list[i];
        if (!interface->is_loopback && (interface->v4[0] || interface->v6[0]))
            list_interface(interface, &list);
    }
    struct fact fact = fact_new(list.len ? FACT_NET_UP : FACT_NET_DOWN, "this-network");
    tell(inquiry, &fact, &list);
    buf_free(&list);
}

static void look_at_routes(const struct inquiry *inquiry)
{
    struct default_routes routes;
    struct buf list;
    buf_init(&list, FACT_TEXT_MAX - 1);
    default_routes_read(&routes);
    for (size_t i = 0; i < routes.count; i++) {
        const struct default_route *route = &routes.list[i];
        buf_addf(&list, "%s%s %s%s%s", list.len ? ", " : "", route->is_v6 ? "IPv6" : "IPv4", route->name,
                 route->gateway[0] ? " " : "", route->gateway);
    }
    struct fact fact = fact_new(list.len ? FACT_NET_ROUTE : FACT_NET_NO_ROUTE, "this-network");
    tell(inquiry, &fact, &list);
    buf_free(&list);
}

static void add_name_servers(struct span text, struct buf *list)
{
    struct span line;
    struct span word;
    while (span_line(&text, &line)) {
        if (!span_word(&line, &word) || !span_equal(word, SPAN("nameserver")) || !span_word(&line, &word))
            continue;
        buf_add_text(list, list->len ? ", " : "");
        buf_add(list, word);
    }
}

static void look_at_resolvers(const struct inquiry *inquiry)
{
    char text[4096];
    struct buf list;
    if (inquiry->target->resolver[0])
        return;
    buf_init(&list, FACT_TEXT_MAX - 1);
    int fd = open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text);
    if (fd >= 0)
        close(fd);
    add_name_servers((struct span){ text, len > 0 ? (size_t)len : 0 }, &list);
    struct fact fact = fact_new(list.len ? FACT_NET_RESOLVERS : FACT_NET_NO_RESOLVER, "this-network");
    tell(inquiry, &fact, &list);
    buf_free(&list);
}

/* Name and password of a proxy stay out of it: "http://anna:secret@proxy:3128/" is told as "proxy:3128". */
static struct span proxy_host(struct span url)
{
    size_t scheme = span_find(url, SPAN("://"));
    url = scheme == SPAN_NONE ? url : span_from(url, scheme + 3);
    size_t slash = span_find_char(url, '/');
    url = slash == SPAN_NONE ? url : span_head(url, slash);
    size_t at = span_find_last(url, '@');
    return at == SPAN_NONE ? url : span_from(url, at + 1);
}

static void look_at_proxies(const struct inquiry *inquiry)
{
    static const char *const names[] = { "all_proxy",  "ALL_PROXY",  "socks_proxy", "SOCKS_PROXY",
                                         "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct span value = span_of(getenv(names[i])); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
        if (!value.len)
            continue;
        struct fact fact = fact_new(FACT_NET_PROXY, "this-network");
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(names[i]));
        mem_copy_text(fact.text, sizeof fact.text, proxy_host(value));
        scribe_fact(inquiry->scribe, &fact);
    }
}

void check_this_network(const struct inquiry *inquiry)
{
    look_at_interfaces(inquiry);
    look_at_routes(inquiry);
    look_at_resolvers(inquiry);
    look_at_proxies(inquiry);
}

/* ---- the way to the server ---- */

struct way {
    bool seen[2]; /* IPv4, IPv6 */
    char name[INTERFACE_NAME_MAX];
};

static struct fact about_server(const struct inquiry *inquiry, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, "path");
    fact.stage = STAGE_CONNECT;
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(inquiry->ground->host));
    return fact;
}

/* A dialled line is the only way out; a VPN over PPP stands beside the line that carries it. */
static bool is_vpn(const struct interface *interface)
{
    struct default_routes routes;
    if (interface->link != LINK_PPP)
        return interface->link == LINK_TUNNEL;
    default_routes_read(&routes);
    for (size_t i = 0; i < routes.count; i++)
        if (!span_starts(span_of(routes.list[i].name), SPAN("ppp")))
            return true;
    return false;
}

/* The way of one family; the second is told where it is another one. */
static void look_at_way(const struct inquiry *inquiry, const char *address, const char *source, struct way *way)
{
    struct interfaces interfaces;
    interfaces_read(&interfaces);
    const struct interface *interface = interfaces_find(&interfaces, source);
    const char *name = interface ? interface->name : "?";
    bool is_v6 = strchr(address, ':') != NULL;
    bool is_same = strcmp(name, way->name) == 0;
    if (way->seen[is_v6])
        return;
    way->seen[is_v6] = true;
    if (is_same)
        return;
    mem_copy_text(way->name, sizeof way->name, span_of(name));
    struct fact fact = about_server(inquiry, interface && is_vpn(interface) ? FACT_NET_VPN : FACT_NET_PATH);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(name));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(address));
    mem_copy_text(fact.text, sizeof fact.text, span_of(source));
    scribe_fact(inquiry->scribe, &fact);
}

static void tell_hosts_file(const struct inquiry *inquiry)
{
    const struct addresses *addresses = inquiry->ground->addresses;
    if (!addresses->from_hosts_file || strcmp(inquiry->ground->host, "localhost") == 0)
        return;
    struct fact fact = about_server(inquiry, FACT_NET_HOSTS_FILE);
    fact.stage = STAGE_DNS;
    mem_copy_text(fact.text, sizeof fact.text, span_of(addresses->address[0]));
    scribe_fact(inquiry->scribe, &fact);
}

/* One address with a way is enough: a family without one is nothing unusual. */
void check_path(const struct inquiry *inquiry)
{
    const struct addresses *addresses = inquiry->ground->addresses;
    char source[ADDRESS_MAX];
    struct way way = { .name = "" };
    tell_hosts_file(inquiry);
    for (size_t i = 0; i < addresses->count; i++)
        if (route_source(addresses->address[i], source, sizeof source))
            look_at_way(inquiry, addresses->address[i], source, &way);
    if (way.seen[false] || way.seen[true])
        return;
    struct fact fact = about_server(inquiry, FACT_NET_NO_WAY);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(addresses->address[0]));
    scribe_fact(inquiry->scribe, &fact);
}
