#pragma once
#include <sqlite3.h>

/// Tunes the library for connections that each belong to one thread; call it before opening the
/// first.
///
/// sqlite3_config is variadic, which Swift cannot call. Without memory statistics an allocation
/// takes no lock.
static inline int CSQLite_configure(void) {
    int code = sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) : code;
}
