#pragma once

#include "diagnosis/diagnose.h"

/* A case made by hand, the same in every test: one conversation that ends with a refused sign-in. */
enum { SAMPLE_REFUSAL_LINE = 21 };
void sample_record(struct record *record);
extern const struct diagnosis sample_diagnosis;
