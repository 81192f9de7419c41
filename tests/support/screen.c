#include "support/screen.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int on_osc(const char *command, size_t len, void *user)
{
    struct screen *screen = user;
    char mark[64];
    unsigned long keys;
    unsigned jobs;
    if (len >= sizeof mark)
        return 0;
    memcpy(mark, command, len);
    mark[len] = '\0';
    if (sscanf(mark, "7770;idle;%lu;jobs=%u", &keys, &jobs) != 2)
        return 0;
    screen->idle = keys;
    screen->jobs = jobs;
    screen->marks++;
    return 1;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct screen *screen = user;
    if (property == VTERM_PROP_ALTSCREEN)
        screen->on_alternate = value->boolean;
    if (property == VTERM_PROP_CURSORVISIBLE)
        screen->cursor_shown = value->boolean;
    return 1;
}

/* What the terminal answers when it is asked. */
static void on_answer(const char *bytes, size_t len, void *user)
{
    const struct screen *screen = user;
    ssize_t written = write(screen->fd, bytes, len);
    (void)written;
}

static const VTermParserCallbacks parsing = { .osc = on_osc };
static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void start_terminal(struct screen *screen)
{
    screen->vterm = vterm_new(screen->rows, screen->cols);
    vterm_set_utf8(screen->vterm, 1);
    vterm_output_set_callback(screen->vterm, on_answer, screen);
    screen->view = vterm_obtain_screen(screen->vterm);
    vterm_screen_enable_altscreen(screen->view, 1);
    vterm_screen_set_callbacks(screen->view, &callbacks, screen);
    vterm_state_set_unrecognised_fallbacks(vterm_obtain_state(screen->vterm), &parsing, screen);
    vterm_screen_reset(screen->view, 1);
}

static void set_environment(const struct screen *screen, const struct screen_start *start)
{
    static const char *const without[] = { "NO_COLOR", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "ESCDELAY",
                                           "COLUMNS",  "LINES",  "TMUX",        "STY",      "ACCESSIBLE" };
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        unsetenv(without[i]);
    (void)home_enter(start->home ? start->home : &screen->home);
    setenv("TERM", "xterm-256color", 1);
    setenv("LANG", "C.UTF-8", 1);
    setenv("SMTPDOCTOR_TEST_IDLE", "1", 1);
    for (size_t i = 0; start->environment && start->environment[i]; i++)
        putenv((char *)start->environment[i]);
}

static void keep_output(struct screen *screen, const char *bytes, size_t len)
{
    char *grown = screen->output;
    if (screen->output_len + len >= screen->output_room) {
        screen->output_room = 2 * (screen->output_len + len) + 1;
        grown = realloc(screen->output, screen->output_room);
    }
    if (!grown)
        return;
    memcpy(grown + screen->output_len, bytes, len);
    screen->output = grown;
    screen->output_len += len;
    grown[screen->output_len] = '\0';
}

/* Reads what is there, or waits for it. False at the end, or when the time is over. */
static bool feed(struct screen *screen, long until)
{
    char bytes[65536];
    struct pollfd output = { screen->fd, POLLIN, 0 };
    long left = until - now_ms();
    if (left < 0 || poll(&output, 1, (int)left) <= 0)
        return false;
    ssize_t got = read(screen->fd, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    keep_output(screen, bytes, (size_t)got);
    if (screen->is_blind)
        return true;
    vterm_input_write(screen->vterm, bytes, (size_t)got);
    vterm_screen_flush_damage(screen->view);
    return true;
}

static bool wait_marks(struct screen *screen, unsigned long marks)
{
    long until = now_ms() + SCREEN_WAIT_MS;
    while (screen->marks < marks)
        if (!feed(screen, until))
            return false;
    return true;
}

bool screen_open(struct screen *screen, const struct screen_start *start)
{
    struct winsize size = { (unsigned short)start->rows, (unsigned short)start->cols, 0, 0 };
    memset(screen, 0, sizeof *screen);
    screen->rows = start->rows;
    screen->cols = start->cols;
    screen->cursor_shown = true;
    if (!start->home && !home_make(&screen->home))
        return false;
    screen->pid = forkpty(&screen->fd, NULL, NULL, &size);
    if (screen->pid < 0)
        return false;
    if (screen->pid == 0) {
        set_environment(screen, start);
        execv(start->arguments[0], (char *const *)start->arguments);
        _exit(127);
    }
    start_terminal(screen);
    return wait_marks(screen, 1);
}

static bool send_bytes(struct screen *screen, const char *bytes, size_t len)
{
    while (len > 0) {
        struct pollfd input = { screen->fd, POLLIN | POLLOUT, 0 };
        if (poll(&input, 1, SCREEN_WAIT_MS) <= 0)
            return false;
        if (input.revents & POLLIN)
            (void)feed(screen, now_ms());
        if (!(input.revents & POLLOUT))
            continue;
        ssize_t written = write(screen->fd, bytes, len < 1024 ? len : 1024);
        if (written < 0)
            return false;
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

static bool wait_consumed(struct screen *screen)
{
    long until = now_ms() + SCREEN_WAIT_MS;
    while (screen->idle < screen->sent)
        if (!feed(screen, until))
            return false;
    return true;
}

bool screen_keys(struct screen *screen, const char *bytes, unsigned count)
{
    screen->sent += count;
    return send_bytes(screen, bytes, strlen(bytes)) && wait_consumed(screen);
}

bool screen_key(struct screen *screen, const char *bytes)
{
    return screen_keys(screen, bytes, 1);
}

/* Takes the next mark in what was kept from this place on, and moves the place behind it. False: it has not come yet.
 */
static bool take_mark(struct screen *screen, size_t *place)
{
    static const char start[] = "\033]7770;";
    const char *mark = screen->output_len > *place ? strstr(screen->output + *place, start) : NULL;
    const char *end = mark ? strstr(mark, "\033\\") : NULL;
    if (!end)
        return false;
    (void)on_osc(mark + 2, (size_t)(end - mark) - 2, screen);
    *place = (size_t)(end + 2 - screen->output);
    return true;
}

bool screen_see(struct screen *screen, const char *bytes)
{
    size_t place = screen->output_len;
    long until = now_ms() + SCREEN_WAIT_MS;
    screen->sent++;
    if (!send_bytes(screen, bytes, strlen(bytes)))
        return false;
    while (screen->idle < screen->sent)
        if (!take_mark(screen, &place) && !feed(screen, until))
            return false;
    vterm_free(screen->vterm);
    start_terminal(screen);
    screen->is_blind = false;
    vterm_input_write(screen->vterm, screen->output + place, screen->output_len - place);
    vterm_screen_flush_damage(screen->view);
    return true;
}

bool screen_paste(struct screen *screen, const char *text)
{
    screen->sent++;
    return send_bytes(screen, "\033[200~", 6) && send_bytes(screen, text, strlen(text)) &&
           send_bytes(screen, "\033[201~", 6) && wait_consumed(screen);
}

bool screen_wait_jobs(struct screen *screen)
{
    long until = now_ms() + 2 * (long)SCREEN_WAIT_MS;
    while (screen->jobs > 0)
        if (!feed(screen, until))
            return false;
    return true;
}

char *screen_copied(const struct screen *screen)
{
    static const char start[] = "\033]52;c;";
    const char *last = NULL;
    for (const char *at = screen->output; at && (at = strstr(at, start)) != NULL; at += sizeof start - 1)
        last = at + sizeof start - 1;
    return last ? strndup(last, strcspn(last, "\033\a")) : NULL;
}

size_t screen_listen(struct screen *screen, int ms)
{
    size_t before = screen->output_len;
    long until = now_ms() + ms;
    while (feed(screen, until))
        ;
    return screen->output_len - before;
}

bool screen_claim_size(struct screen *screen, int rows, int cols)
{
    struct winsize size = { (unsigned short)rows, (unsigned short)cols, 0, 0 };
    return ioctl(screen->fd, TIOCSWINSZ, &size) == 0;
}

bool screen_resize(struct screen *screen, int rows, int cols)
{
    unsigned long marks = screen->marks;
    screen->rows = rows;
    screen->cols = cols;
    vterm_set_size(screen->vterm, rows, cols);
    return screen_claim_size(screen, rows, cols) && wait_marks(screen, marks + 1);
}

char *screen_text(struct screen *screen)
{
    size_t room = (size_t)screen->rows * (size_t)screen->cols * 8 + 1;
    char *text = calloc(1, room);
    size_t len = 0;
    for (int row = 0; text && row < screen->rows; row++) {
        VTermRect rect = { row, row + 1, 0, screen->cols };
        size_t got = vterm_screen_get_text(screen->view, text + len, room - len - 2, rect);
        while (got > 0 && text[len + got - 1] == ' ')
            got--;
        len += got;
        text[len++] = '\n';
    }
    if (text)
        text[len] = '\0';
    return text;
}

bool screen_shows(struct screen *screen, const char *wanted)
{
    char *text = screen_text(screen);
    bool found = text && strstr(text, wanted) != NULL;
    if (!found)
        (void)fprintf(stderr, "not on the screen: %s\n%s\n", wanted, text ? text : "");
    free(text);
    return found;
}

struct screen_cell screen_cell(struct screen *screen, int row, int col)
{
    VTermScreenCell cell;
    VTermPos place = { row, col };
    struct screen_cell seen = { .colour = -1 };
    if (!vterm_screen_get_cell(screen->view, place, &cell))
        return seen;
    seen.character = cell.chars[0];
    seen.cells = (unsigned char)cell.width;
    seen.reverse = cell.attrs.reverse != 0;
    seen.bold = cell.attrs.bold != 0;
    seen.underline = cell.attrs.underline != 0;
    if (VTERM_COLOR_IS_INDEXED(&cell.fg) && !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg))
        seen.colour = cell.fg.indexed.idx;
    return seen;
}

int screen_wait_end(struct screen *screen)
{
    long until = now_ms() + SCREEN_WAIT_MS;
    int status;
    while (screen->fd >= 0 && feed(screen, until))
        ;
    for (;;) {
        pid_t ended = waitpid(screen->pid, &status, WNOHANG);
        if (ended == screen->pid)
            break;
        if (now_ms() > until)
            return -1;
        (void)poll(NULL, 0, 5);
    }
    screen->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int screen_end(struct screen *screen, const char *bytes)
{
    return send_bytes(screen, bytes, strlen(bytes)) ? screen_wait_end(screen) : -1;
}

void screen_close(struct screen *screen)
{
    if (screen->pid > 0) {
        (void)kill(screen->pid, SIGKILL);
        (void)waitpid(screen->pid, NULL, 0);
    }
    if (screen->vterm)
        vterm_free(screen->vterm);
    if (screen->fd >= 0)
        (void)close(screen->fd);
    free(screen->output);
    if (screen->home.path[0])
        home_remove(&screen->home);
}

/* ---- golden files ---- */

static void path_of(char *out, size_t room, const char *test_dir, const char *name)
{
    (void)snprintf(out, room, "%s/golden/screens/%s.txt", test_dir, name);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = calloc(1, 256 * 1024);
    if (file && text)
        text[fread(text, 1, 256 * 1024 - 1, file)] = '\0';
    if (file)
        (void)fclose(file);
    return text;
}

static bool write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static void print_difference(const char *wanted, const char *got)
{
    unsigned line = 1;
    const char *wanted_line = wanted;
    const char *got_line = got;
    while (*wanted && *wanted == *got) {
        if (*wanted++ == '\n') {
            line++;
            wanted_line = wanted;
            got_line = got + 1;
        }
        got++;
    }
    (void)fprintf(stderr, "line %u differs\n  wanted: %.*s\n  got:    %.*s\n", line, (int)strcspn(wanted_line, "\n"),
                  wanted_line, (int)strcspn(got_line, "\n"), got_line);
}

bool screen_is_golden(const char *test_dir, const char *name, const char *text)
{
    char path[1024];
    const char *mode = getenv("SMTPDOCTOR_GOLDEN");
    path_of(path, sizeof path, test_dir, name);
    if (mode && strcmp(mode, "update") == 0)
        return write_file(path, text);
    char *wanted = read_file(path);
    bool equal = wanted && strcmp(wanted, text) == 0;
    if (!equal) {
        (void)fprintf(stderr, "%s\n", path);
        print_difference(wanted ? wanted : "", text);
    }
    free(wanted);
    return equal;
}
