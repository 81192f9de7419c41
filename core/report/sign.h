#pragma once

#include "diagnosis/diagnose.h"

/* How a finding or a verdict stands, in one sign of one cell that is enough without any colour. */
const char *sign_text(enum status status);
/* A verdict stands like this finding. */
enum status sign_of_verdict(enum verdict_status status);
