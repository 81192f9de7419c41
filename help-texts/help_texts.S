/* The catalogues as bytes; help_texts.h names them. */
    .section .rodata
    .balign 8
    .global help_text_en, help_text_en_end, help_text_zh, help_text_zh_end, help_text_ru, help_text_ru_end
help_text_en:
    .incbin "en.mo"
help_text_en_end:
    .balign 8
help_text_zh:
    .incbin "zh.mo"
help_text_zh_end:
    .balign 8
help_text_ru:
    .incbin "ru.mo"
help_text_ru_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
