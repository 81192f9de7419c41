#pragma once

#include "diagnosis/questions.h"
#include "diagnosis/scales.h"

/* Puts the person's answers on the scales, after all that was seen. Private to this folder. */
void weigh_answers(struct weighing *weighing);
