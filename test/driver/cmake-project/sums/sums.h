#pragma once

/// 1 + 2 + ... + Last, each half of it on a thread of its own.
long sumUpTo(long Last);
