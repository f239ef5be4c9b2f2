fallback = null
maybe    = null
