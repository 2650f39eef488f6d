/*===- unsupported.h - Functions the device cannot have --------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_HEDDLE_UNSUPPORTED_H
#define HEDDLE_HEDDLE_UNSUPPORTED_H

/* Marks a declaration that the frontend refuses to call, with the reason it
 * gives in a note. The reason is a clause without a capital or a full stop. */
#define __HEDDLE_UNSUPPORTED(reason)                                           \
  __attribute__((__annotate__("heddle.unsupported:" reason)))

#define __HEDDLE_NO_PROCESSES                                                  \
  __HEDDLE_UNSUPPORTED("a program on the device cannot start or replace processes")
#define __HEDDLE_NO_SIGNALS                                                    \
  __HEDDLE_UNSUPPORTED("the device does not deliver signals to a program")
#define __HEDDLE_NO_DYNAMIC_LINKING                                            \
  __HEDDLE_UNSUPPORTED("device code is linked as a whole, nothing can be loaded later")

#endif /* HEDDLE_HEDDLE_UNSUPPORTED_H */
