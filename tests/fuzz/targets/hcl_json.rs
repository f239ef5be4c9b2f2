#![no_main]

#[path = "../bodies.rs"]
#[allow(dead_code, reason = "each target takes one of them")]
mod bodies;
#[path = "../mutate.rs"]
mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|bytes: &[u8]| bodies::hcl_json(bytes));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json_mutator(data, size, max_size, seed)
});
