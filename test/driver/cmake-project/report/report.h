#pragma once

void report(long Sum);
