routes = {
  none = {}
  cart = {
    path     = "/cart"
    pool     = "green"
    priority = 1
    shares   = [{ pool = "blue", weight = 9 }, { pool = "green" }]
  }
}
