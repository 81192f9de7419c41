#pragma once

#include "diagnosis/diagnose.h"

/* A case made by hand, the same in every test: one conversation that ends with a refused sign-in. */
enum { SAMPLE_REFUSAL_LINE = 21 };
#define SAMPLE_BEGAN INT64_C(1795317118000000) /* 2026-11-22 03:11:58 UTC */
void sample_record(struct record *record);
extern const struct diagnosis sample_diagnosis;
