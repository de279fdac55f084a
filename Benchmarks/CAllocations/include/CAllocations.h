#pragma once
#include <stdint.h>

/// How many blocks this process has asked the allocator for so far.
uint64_t CAllocations_count(void);
