# Writes the cases into a C file: cmake -DOUT=cases.c "-DCASES=a.case;b.case" -P cases.cmake
set(texts "")
set(rows "")
set(count 0)
foreach(file ${CASES})
  get_filename_component(id ${file} NAME_WE)
  file(READ ${file} hex HEX)
  string(LENGTH "${hex}" length)
  math(EXPR length "${length} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND texts "static const char text_${count}[] = {\n${bytes}\n};\n")
  string(APPEND rows "    { \"${id}\", text_${count}, ${length} },\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUT} "#include \"practice/built_in.h\"\n\n${texts}\n"
  "const struct practice_case practice_built_in[] = {\n${rows}};\n"
  "const size_t practice_built_in_count = ${count};\n")
