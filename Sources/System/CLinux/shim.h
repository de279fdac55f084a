#pragma once
/* Calls of Linux that Swift's Glibc module lacks. */

#include <errno.h>
#include <linux/sched/types.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A descriptor for wake-ups that never blocks; -1 leaves the reason in `errno`. */
static inline int
CLinux_eventfd (void)
{
  return eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
}

/* Makes the descriptor readable. */
static inline void
CLinux_eventfd_signal (int descriptor)
{
  eventfd_write (descriptor, 1);
}

/* Makes the descriptor unreadable until the next signal. */
static inline void
CLinux_eventfd_clear (int descriptor)
{
  eventfd_t count;
  eventfd_read (descriptor, &count);
}

/* Leaves signals to other threads; a write to a closed connection then raises none here. */
static inline void
CLinux_block_signals (void)
{
  sigset_t all;
  sigfillset (&all);
  pthread_sigmask (SIG_BLOCK, &all, 0);
}

/* Gives the calling thread less of a busy machine: `niceness` steps below the others. */
static inline void
CLinux_lower_priority (int niceness)
{
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), niceness);
}

/* Asks for time slices of this many nanoseconds for the calling thread: it is scheduled sooner,
   and gets no more time in all. Linux 6.12 and later heed it; elsewhere nothing happens. */
static inline void
CLinux_shorten_time_slice (uint64_t nanoseconds)
{
  struct sched_attr attributes = { .size = sizeof (attributes) };
  if (syscall (SYS_sched_getattr, 0, &attributes, sizeof (attributes), 0) != 0)
    return;
  attributes.sched_runtime = nanoseconds;
  syscall (SYS_sched_setattr, 0, &attributes, 0);
}
