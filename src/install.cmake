# What `cmake --install` puts where: the libraries, their headers, pkg-config, the CMake package
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/zhengming)
set(pc_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set_target_properties(libzhengming PROPERTIES EXPORT_NAME zhengming)
set_target_properties(zhengming_static PROPERTIES EXPORT_NAME static)
install(TARGETS libzhengming EXPORT zhengming_shared INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS zhengming_static EXPORT zhengming_static INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
foreach(kind shared static)
  install(EXPORT zhengming_${kind} NAMESPACE zhengming:: FILE zhengming-${kind}.cmake DESTINATION ${package_folder})
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/zhengming DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")

# The prefix is found from the file's own place, so that the installed tree may be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${pc_folder} OUTPUT_VARIABLE up_from_pc)
configure_file(zhengming.pc.in zhengming.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/zhengming.pc DESTINATION ${pc_folder})

configure_package_config_file(zhengming-config.cmake.in zhengming-config.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(zhengming-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/zhengming-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/zhengming-config-version.cmake DESTINATION ${package_folder})
