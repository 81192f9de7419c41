#pragma once

#include "checks/check.h"
#include "net/tls.h"

/* What a handshake showed, as TLS_… and CERT_… facts about one endpoint. */
struct certificate_view {
    struct endpoint where;
    const char *check;
    struct evidence proof; /* the transcript line of the handshake */
};
void certificate_tell(const struct scribe *scribe, const struct certificate_view *view,
                      const struct tls_report *report);

/* True when the issuer is known to belong to a program or box that opens TLS on its way. */
bool certificate_is_interceptor(const char *issuer);

/* Seconds since 1970 as a day, UTC: "2026-11-30"; empty when there is no such day. */
void certificate_date(int64_t at, char *out, size_t room);

enum { CERTIFICATE_SOON_DAYS = 14 };
