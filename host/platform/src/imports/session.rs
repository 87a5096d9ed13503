//! `balai:platform/session`: who asks, as far as this agency may know.

use app::Role;
use contract::platform::session::{Assurance, Citizen, Host, Membership, Staff, Visitor};

use crate::guest::View;

impl Host for View<'_> {
    async fn who(&mut self) -> wasmtime::Result<Visitor> {
        Ok(match (&self.guest.caller.actor.role, &self.guest.subject) {
            (
                Role::Staff {
                    person,
                    name,
                    memberships,
                },
                _,
            ) => Visitor::Staff(Staff {
                person: person.to_string(),
                name: name.clone(),
                memberships: memberships
                    .iter()
                    .map(|membership| Membership {
                        agency: membership.agency.clone(),
                        unit: membership.unit.clone(),
                        position: membership.position.clone(),
                        roles: membership.roles.clone(),
                    })
                    .collect(),
            }),
            (Role::Citizen(_), Some(subject)) => Visitor::Citizen(Citizen {
                subject: subject.clone(),
                // What a sign-in is worth is not asked of the issuer yet, so nothing is claimed for it.
                assurance: Assurance::Low,
            }),
            (Role::Citizen(_) | Role::Anonymous, _) => Visitor::Anonymous,
        })
    }

    async fn locale(&mut self) -> wasmtime::Result<String> {
        Ok(self.guest.caller.actor.reader.lang.tag().to_owned())
    }

    async fn time_zone(&mut self) -> wasmtime::Result<String> {
        Ok(self.guest.caller.actor.reader.time_zone.clone())
    }

    async fn region(&mut self) -> wasmtime::Result<Option<String>> {
        Ok(self.guest.caller.actor.reader.region.clone())
    }
}
