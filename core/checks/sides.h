#pragma once

#include "checks/check.h"

/*
 * The checks beside the chain, one file each. Each is called once, in a thread of its own,
 * when its row in check.c says so; it reads inquiry->ground, waits only through
 * inquiry->limits, and writes facts. One that is stopped writes nothing more.
 */
