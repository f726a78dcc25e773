"""The shell commands: one table of them, a module a family, nothing imported before its use."""
