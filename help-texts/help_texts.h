#pragma once

/* The compiled catalogues (GNU .mo), one a language; linked by the program alone. */
extern const char help_text_en[], help_text_en_end[];
extern const char help_text_zh[], help_text_zh_end[];
extern const char help_text_ru[], help_text_ru_end[];
