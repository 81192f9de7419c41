#include "net/fetch_wire.h"

#include "base/late.h"

#include <stdarg.h>
#include <stddef.h>

/* libcurl brings some twenty libraries: Kerberos, LDAP, SSH, RTMP, GnuTLS. */
static struct late curl = LATE_LIBRARY("libcurl.so.4");

const char *fetch_wire_trouble(void)
{
    return late_trouble(&curl);
}

LATE(&curl, CURLcode, curl_global_init, (long flags), (flags), CURLE_FAILED_INIT)
LATE(&curl, time_t, curl_getdate, (const char *text, const time_t *unused), (text, unused), -1)
LATE_VOID(&curl, curl_free, (void *memory), (memory))

LATE(&curl, CURLU *, curl_url, (void), (), NULL)
LATE_VOID(&curl, curl_url_cleanup, (CURLU * url), (url))
LATE(&curl, CURLUcode, curl_url_set, (CURLU * url, CURLUPart part, const char *text, unsigned flags),
     (url, part, text, flags), CURLUE_OUT_OF_MEMORY)
LATE(&curl, CURLUcode, curl_url_get, (CURLU * url, CURLUPart part, char **text, unsigned flags),
     (url, part, text, flags), CURLUE_OUT_OF_MEMORY)

LATE(&curl, struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text), (list, text), NULL)
LATE_VOID(&curl, curl_slist_free_all, (struct curl_slist * list), (list))

LATE(&curl, CURL *, curl_easy_init, (void), (), NULL)
LATE_VOID(&curl, curl_easy_cleanup, (CURL * easy), (easy))

LATE(&curl, CURLM *, curl_multi_init, (void), (), NULL)
LATE(&curl, CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi), CURLM_BAD_HANDLE)
LATE(&curl, CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL *easy), (multi, easy), CURLM_BAD_HANDLE)
LATE(&curl, CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL *easy), (multi, easy), CURLM_BAD_HANDLE)
LATE(&curl, CURLMsg *, curl_multi_info_read, (CURLM * multi, int *left), (multi, left), NULL)
LATE(&curl, CURLMcode, curl_multi_socket_action, (CURLM * multi, curl_socket_t fd, int ready, int *running),
     (multi, fd, ready, running), CURLM_BAD_HANDLE)

/* The number of an option tells the type of its argument. */
static long type_of(long option)
{
    return option / 10000 * 10000;
}

#define LATE_OPTION(code, name, handle, option, without)                                                               \
    code(name)(handle * at, option which, ...)                                                                         \
    {                                                                                                                  \
        LATE_CALL(&curl, code, #name, (handle *, option, ...));                                                        \
        code end = (without);                                                                                          \
        va_list arguments;                                                                                             \
        va_start(arguments, which);                                                                                    \
        if (call.found && type_of((long)which) == CURLOPTTYPE_LONG)                                                    \
            end = call.function(at, which, va_arg(arguments, long));                                                   \
        else if (call.found && type_of((long)which) == CURLOPTTYPE_OFF_T)                                              \
            end = call.function(at, which, va_arg(arguments, curl_off_t));                                             \
        else if (call.found)                                                                                           \
            end = call.function(at, which, va_arg(arguments, void *));                                                 \
        va_end(arguments);                                                                                             \
        return end;                                                                                                    \
    }
LATE_OPTION(CURLcode, curl_easy_setopt, CURL, CURLoption, CURLE_FAILED_INIT)
LATE_OPTION(CURLMcode, curl_multi_setopt, CURLM, CURLMoption, CURLM_BAD_HANDLE)

/* Whatever is asked, the answer is written through a pointer. */
CURLcode(curl_easy_getinfo)(CURL *easy, CURLINFO info, ...)
{
    LATE_CALL(&curl, CURLcode, "curl_easy_getinfo", (CURL *, CURLINFO, ...));
    va_list arguments;
    va_start(arguments, info);
    CURLcode end = call.found ? call.function(easy, info, va_arg(arguments, void *)) : CURLE_FAILED_INIT;
    va_end(arguments);
    return end;
}
