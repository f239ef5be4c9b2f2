# What Terraform takes, and what some reader has refused.
block { b = 1 }
block "a" b "c d" {}
block {
  // an object that sets a key twice: the last one wins
  twice = { a = 1, a = 2, "b" = 3, b = 4 }
  in_braces = {
    for k, v in {
      a = 1
    } : k => v
    if v > 0 # a comment
    && v < 2
  }
  on_lines = {for
    k in
    [1]
    :
    k
    =>
    k...
  }
  grouped  = { for k, v in var.x : v => k... if true }
  listed   = [for v in var.x : v if v != null]
  empty    = [for v in [] : v]
}
block {
  legacy     = a.0.b
  legacy_two = a.0.b.1
  splat      = list.*.x.0.y
  full       = list[*].x[0].y[*]
  old_key    = "${var.x}"
  keys       = { (var.x) = 1, "${var.x}" = 2, 1 = 3, true = 4, null : 5, a.b = 6, "q" : 7, f(1) = 8, c ? "d" : "e" = 9 }
  commas     = [1, 2, ]
  call       = f(1, 2, )
  spread     = f(a...)
  namespaced = provider::aws::arn_parse("x")
  spaced     = a . b [ 0 ] . c
  lines = (
    1
    + 2
    ? a
    : b
  )
  nested = [
    {
      a = 1 /* here */ , b = 2 // there
      c = 3
    }, {}
  ]
}
block {
  numbers   = [1, 1.5, 1e3, 1E-3, 1.5e+3, 0.1, 00012, 123456789012345678901234567890.5]
  operators = -a + !b * c / d % e - -1 == 2 != 3 || x && y >= z
  nots      = !!a
  minus     = a-b - c
  unicode   = { größe = 1, 名前 = "値", "é" = "\u00e9\U0001F600" }
  größe     = größe.名前
  escapes   = "\n\r\t\"\\ $${a} %%{b} $ % $$ $a %a $${"
  dollars   = "$$${x} 100% $"
  templates = "a${b}c${"d${e}f"}g"
  trimmed   = "a ${~ b ~} c"
  directive = "%{ if a }b%{ else }c%{ endif }%{ for x in y ~} ${x} %{~ endfor }"
  quoted_in = "${lookup({ "a" = "}" }, "a", "")}"
}
block {
  heredoc = <<EOT
plain ${a} $${b}
  EOT is no end, and "quotes" \ need nothing
%{ if a ~}
  yes
%{ else ~}
  no
%{ endif ~}
%{ for k, v in x }
${k} = ${v}
%{ endfor }
EOT
  indented = <<-END-OF
    a
      ${jsonencode({
    a = 1
    b = <<-INNER
      inner
    INNER
  })}

    b
    END-OF
  empty = <<EOT
EOT
  in_call = f(<<-EOT
    a
    EOT
    , <<X
b
X
  )
  in_object = {
    a = <<EOT
a
EOT
    b = 1
  }
}
block { /* nothing */ }
block {
}
