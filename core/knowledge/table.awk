# Turns a table (tab-separated, a header row, "#" comments) into the rows of a C array of
# string literals:   awk -f table.awk -v name=provider_cells -v columns=17 providers.tsv
function literal(text) {
    gsub(/\\/, "&&", text)
    gsub(/"/, "\\\"", text)
    gsub(/\?\?/, "?\\?", text)
    return "\"" text "\""
}
BEGIN {
    FS = "\t"
    printf "/* Made by table.awk; change the .tsv file instead. */\n"
    printf "extern const char *const %s[][%d];\nextern const unsigned long %s_count;\n", name, columns, name
    printf "const char *const %s[][%d] = {\n", name, columns
}
/^#/ || NF == 0 { next }
!seen_header { seen_header = 1; next }
NF != columns {
    printf "%s:%d: %d columns, not %d\n", FILENAME, FNR, NF, columns > "/dev/stderr"
    failed = 1
    exit 1
}
{
    printf "    { "
    for (i = 1; i <= NF; i++) printf "%s%s", literal($i), i < NF ? ", " : ""
    printf " },\n"
    rows++
}
END {
    if (!failed) printf "};\nconst unsigned long %s_count = %d;\n", name, rows
}
