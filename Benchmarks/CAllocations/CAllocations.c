// Counts allocations by standing before the allocator of the server, jemalloc, whose own names for
// them (mallocx and so on) stay as they are.
#include "CAllocations.h"
#include <errno.h>
#include <jemalloc/jemalloc.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_uint_fast64_t count;

uint64_t CAllocations_count(void) { return atomic_load(&count); }

static void *allocate(size_t size, int flags) {
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
    void *block = mallocx(size > 0 ? size : 1, flags);
    if (!block) errno = ENOMEM;
    return block;
}

void *malloc(size_t size) { return allocate(size, 0); }

void *calloc(size_t items, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(items, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate(bytes, MALLOCX_ZERO);
}

void *realloc(void *block, size_t size) {
    if (!block) return allocate(size, 0);
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
    void *moved = rallocx(block, size > 0 ? size : 1, 0);
    if (!moved) errno = ENOMEM;
    return moved;
}

void *aligned_alloc(size_t alignment, size_t size) {
    return allocate(size, MALLOCX_ALIGN(alignment));
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    void *made = allocate(size, MALLOCX_ALIGN(alignment));
    if (!made) return ENOMEM;
    *block = made;
    return 0;
}
