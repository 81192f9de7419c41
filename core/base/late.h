#pragma once

#include <pthread.h>
#include <stdbool.h>

/*
 * A shared library that is loaded at its first use. For those that bring a whole crowd of their own, which
 * would cost every start of the program more time and memory than all the rest of it, and which most
 * runs never need. One file per library (…_late.c) defines the library's own names with the rows
 * below, so that whoever uses it includes its header as always and the compiler checks every call.
 *
 * Safe from any thread. A library is never unloaded.
 */
enum { LATE_TROUBLE_MAX = 256 };
struct late {
    const char *file; /* "libcurl.so.4" */
    pthread_mutex_t lock;
    bool is_tried;
    void *handle;
    char trouble[LATE_TROUBLE_MAX];
};
#define LATE_LIBRARY(file)                                                                                             \
    {                                                                                                                  \
        (file), PTHREAD_MUTEX_INITIALIZER, false, NULL, ""                                                             \
    }

/* A function of it or of those it brings; NULL: it cannot be loaded, or has none of that name. */
void *late_find(struct late *late, const char *name);
/* Why it cannot be used on this machine, in the loader's words; "" when it can. */
const char *late_trouble(struct late *late);

/* ISO C knows no cast from an object to a function; POSIX (dlsym) lets both share their bytes. */
#define LATE_CALL(late, result, name, parameters)                                                                      \
    union {                                                                                                            \
        void *found;                                                                                                   \
        result(*function) parameters;                                                                                  \
    } call = { .found = late_find(late, name) }

/* A row: a function of the library; without: what it returns when the library is not there. */
#define LATE(late, result, name, parameters, arguments, without)                                                       \
    result(name) parameters                                                                                            \
    {                                                                                                                  \
        LATE_CALL(late, result, #name, parameters);                                                                    \
        return call.found ? call.function arguments : (without);                                                       \
    }
#define LATE_VOID(late, name, parameters, arguments)                                                                   \
    void(name) parameters                                                                                              \
    {                                                                                                                  \
        LATE_CALL(late, void, #name, parameters);                                                                      \
        if (call.found)                                                                                                \
            call.function arguments;                                                                                   \
    }
