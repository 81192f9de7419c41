/*
 * bench_runs COUNT: that many whole runs in one process, each with a practice server of its own, one case after the
 * other. Tells what is left over; the exit status is 1 when descriptors or threads are.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "practice/practice.h"
#include "run/run.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RUN_MS = 30000, WARM_RUNS = 20 };

static const char *const cases[] = { "all-well-starttls", "wrong-password", "sender-not-allowed", "starttls-stripped" };

static size_t entries(const char *folder)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count;
}

static size_t resident_kb(void)
{
    char line[128];
    size_t kb = 0;
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmRSS: %zu", &kb) == 1)
            break;
    if (status)
        (void)fclose(status);
    return kb;
}

static bool run_to_the_end(struct run *run)
{
    struct limits limits = { clock_after_ms(RUN_MS), -1 };
    struct event event;
    while (!run_is_finished(run)) {
        if (limits_wait(limits, run_fd(run), POLLIN) != OUTCOME_DONE)
            return false;
        while (run_next(run, &event))
            ;
    }
    return true;
}

static bool run_once(const char *name)
{
    size_t variant;
    struct target target;
    const struct practice_case *practice = practice_pick(span_of(name), &variant);
    struct practice_server *server = practice ? practice_serve(practice, variant) : NULL;
    if (!server)
        return false;
    target_init(&target);
    practice_target(practice, server, &target);
    struct run *run = run_new(&target, 0);
    bool ended = run_to_the_end(run);
    run_free(run);
    target_clear(&target);
    practice_server_free(server);
    return ended;
}

/* Milliseconds from cancelling a run that waits for a resolver which says nothing to its end; -1: it did not end. */
static double cancel_ms(void)
{
    struct target target;
    struct event event;
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof in;
    int silent = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(silent, (struct sockaddr *)&in, len) != 0 || getsockname(silent, (struct sockaddr *)&in, &len) != 0)
        return -1;
    target_init(&target);
    mem_copy_text(target.address, MAIL_MAX, SPAN("anna@example.com"));
    (void)snprintf(target.resolver, sizeof target.resolver, "127.0.0.1:%u", ntohs(in.sin_port));
    struct run *run = run_new(&target, 0);
    while (run_next(run, &event))
        ;
    moment before = clock_now();
    run_cancel(run);
    bool ended = run_to_the_end(run);
    double ms = (double)(clock_now() - before) / 1000;
    run_free(run);
    target_clear(&target);
    close(silent);
    return ended ? ms : -1;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    size_t descriptors = 0;
    size_t threads = 0;
    size_t kb = 0;
    moment began = clock_now();
    for (size_t i = 0; i < count + WARM_RUNS; i++) {
        if (i == WARM_RUNS) {
            descriptors = entries("/proc/self/fd");
            threads = entries("/proc/self/task");
            kb = resident_kb();
        }
        if (!run_once(cases[i % (sizeof cases / sizeof *cases)])) {
            (void)fprintf(stderr, "run %zu of %s did not end\n", i + 1, cases[i % (sizeof cases / sizeof *cases)]);
            return 1;
        }
    }
    bool is_clean = entries("/proc/self/fd") == descriptors && entries("/proc/self/task") == threads;
    printf("%zu runs in %.1f s; descriptors %zu, then %zu; threads %zu, then %zu; resident %.1f MB, then %.1f MB\n",
           count, (double)(clock_now() - began) / 1e6, descriptors - 3, entries("/proc/self/fd") - 3, threads - 2,
           entries("/proc/self/task") - 2, (double)kb / 1024, (double)resident_kb() / 1024);
    printf("cancelled while a resolver is silent: the end after %.1f ms\n", cancel_ms());
    return is_clean ? 0 : 1;
}
