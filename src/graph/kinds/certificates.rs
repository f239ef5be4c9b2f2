//! Certificates of listeners. They carry no traffic and are not shown; a listener without its own takes none.

use super::*;

pub(super) fn rows() -> Vec<Kind> {
    vec![
        row(NodeKind::Certificate, ["aws_acm_certificate"]).uniquely_named_by("arn").uniquely_named_by("id"),
        // Its `certificate_arn` is the certificate's own, known once the certificate is issued.
        row(NodeKind::Certificate, ["aws_acm_certificate_validation"]).named_by("certificate_arn").refers(
            Reference::new(Role::CertifiedBy, "certificate_arn").by(ARN_OR_ID).of_types(&["aws_acm_certificate"]),
        ),
        row(NodeKind::Certificate, ["aws_iam_server_certificate"]).uniquely_named_by("arn"),
    ]
}
