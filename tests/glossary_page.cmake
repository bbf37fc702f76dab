# The marked part of a glossary's README is what `zhengming stats --glossary` prints.
# cmake -DPROGRAM=<zhengming> -DGLOSSARY=<folder> -P glossary_page.cmake
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${PROGRAM} stats --glossary ${GLOSSARY} OUTPUT_VARIABLE page RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "stats ended with ${status}")
endif()
file(READ ${GLOSSARY}/README.md readme)
string(FIND "${readme}" "<!-- made by zhengming stats -->\n${page}<!-- end -->\n" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${GLOSSARY}/README.md is out of date: zhengming stats --glossary ${GLOSSARY} --write")
endif()
