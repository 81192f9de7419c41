#include "base/late.h"

#include "base/mem.h"

#include <dlfcn.h>

static void load(struct late *late)
{
    late->is_tried = true;
    late->handle = dlopen(late->file, RTLD_NOW | RTLD_LOCAL);
    const char *reason = late->handle ? "" : dlerror();
    mem_copy_text(late->trouble, sizeof late->trouble, span_of(reason ? reason : late->file));
}

static void *handle_of(struct late *late)
{
    pthread_mutex_lock(&late->lock);
    if (!late->is_tried)
        load(late);
    void *handle = late->handle;
    pthread_mutex_unlock(&late->lock);
    return handle;
}

void *late_find(struct late *late, const char *name)
{
    void *handle = handle_of(late);
    return handle ? dlsym(handle, name) : NULL;
}

const char *late_trouble(struct late *late)
{
    (void)handle_of(late);
    return late->trouble;
}
