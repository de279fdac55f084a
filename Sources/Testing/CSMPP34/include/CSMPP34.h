#pragma once

#include <stdint.h>

/// Has libsmpp34 read a PDU, list what it understood and write the PDU again.
///
/// The list is text, a field a line: `name [value] ...`. `again` gets the unit as libsmpp34 writes
/// it. Returns 0, or another number when libsmpp34 refuses the unit.
int CSMPP34_read(const uint8_t *unit, int length, char *list, int listSize,
                 uint8_t *again, int againSize, int *againLength);
