#pragma once

/* Who is asked beside the system's resolver and the zone's own servers; addresses, with commas. */
#define INDEPENDENT_RESOLVERS "9.9.9.9,1.1.1.1"
