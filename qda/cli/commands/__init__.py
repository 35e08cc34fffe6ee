"""The commands, one module a noun: options in, one operation or report, a result out."""
