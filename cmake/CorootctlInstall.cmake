# What `cmake --install` copies: the program under its two names, and what shells and `man` read, each where Debian's
# packages of these programs look for it.
include(GNUInstallDirs)

# zsh keeps what came from packages and what was installed by hand apart.
set(zsh_folder "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(zsh_folder "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
endif()
set(completions "${PROJECT_SOURCE_DIR}/completions")

install(TARGETS corootctl RUNTIME)
install(FILES "$<TARGET_FILE_DIR:corootctl>/kubectl-coroot" TYPE BIN)  # a relative link, and stays one
install(PROGRAMS "${completions}/kubectl_complete-coroot" TYPE BIN)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1"
  FILES_MATCHING PATTERN "*.1")
install(FILES "${completions}/corootctl.bash" RENAME corootctl
  DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${completions}/corootctl.zsh" RENAME _corootctl DESTINATION "${zsh_folder}")
install(FILES "${completions}/corootctl.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
