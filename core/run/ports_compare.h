#pragma once

#include "run/ports.h"

/*
 * What only several ports of a host together show, as facts of the inquiry: TLS that is spoken first where plain
 * text is silent, one of the two address families broken, another server behind one of the ports, another
 * certificate there, a bridge that does not run. After ports_run(); may dial once more, for less than a second.
 */
void ports_compare(const struct ports *ports, const struct endpoint *chosen);
