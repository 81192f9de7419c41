#pragma once

/* Who is asked when neither the system's resolver nor the zone's own servers tell; addresses, with commas. */
#define INDEPENDENT_RESOLVERS "9.9.9.9,1.1.1.1"
