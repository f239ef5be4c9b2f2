use super::*;

fn acme() -> Kind {
    Kind::new(NodeKind::Pool, ["acme_pool"]).uniquely_named_by("self_link").named_by("name")
}

#[test]
fn every_path_of_the_catalogue_is_one() {
    let kinds = Kinds::built_in();
    assert!(kinds.rows.len() > 20);
    for row in &kinds.rows {
        assert!(!row.types.is_empty());
        let paths = row.identities.iter().map(|one| &one.path).chain(row.references.iter().map(|one| &one.path));
        paths.for_each(|path| assert!(is_path(path), "{path}"));
        for reference in &row.references {
            assert!(!reference.to.is_empty(), "{} of {:?} leads to nothing", reference.path, row.types);
        }
    }
}

#[test]
fn a_users_kind_takes_part() {
    let kinds = Kinds::built_in().with(acme()).unwrap();
    let [row] = kinds.of("acme_pool").collect::<Vec<_>>()[..] else { panic!("one row is added") };
    assert!(row.is_unique("self_link") && !row.is_unique("name"));
    let [target] = &Reference::new(Role::MemberOf, "pool").to[..] else { panic!("a member is of pools alone") };
    assert!(target.takes(row, "self_link") && target.takes(row, "name") && !target.takes(row, "arn"));
    assert_eq!(NodeKind::of_word("load_balancer"), Some(NodeKind::LoadBalancer));
    assert_eq!((Role::of_word("member_of"), Role::of_word("scales")), (Some(Role::MemberOf), None));
    assert!(kinds.knows("aws_lb") && !kinds.knows("acme_server"));
}

#[test]
fn a_users_kind_that_cannot_be_is_refused_in_words() {
    let kinds = Kinds::built_in();
    let refused = |row: Kind| kinds.clone().with(row).unwrap_err();
    assert_eq!(refused(Kind::new(NodeKind::Pool, ["aws_alb"])), "the kind of `aws_alb` is known already");
    assert_eq!(refused(Kind::new::<&str>(NodeKind::Pool, [])), "a kind needs a resource type");
    let reference = Reference::new(Role::Forward, "backend[0].pool");
    let message = refused(Kind::new(NodeKind::Listener, ["acme_listener"]).refers(reference));
    assert!(message.contains("`backend[0].pool` is no path"), "{message}");
}
