//! The component with Leptos' `view!`.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

/// Mounts the component.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot) {
    mount_to(root.unchecked_into(), component).forget();
}

#[cfg(not(feature = "table"))]
fn component() -> impl IntoView {
    let jobs = RwSignal::new(crate::jobs());
    view! { <span>{move || jobs.with(|jobs| crate::arrange(jobs, "", 0, 0, 20).len())}</span> }
}

#[cfg(feature = "table")]
use table::component;

#[cfg(feature = "table")]
mod table {
    use super::*;
    use crate::{COLUMNS, Job, arrange};

    pub fn component() -> impl IntoView {
        let jobs = RwSignal::new(crate::jobs());
        let (find, sort, page) = (RwSignal::new(String::new()), RwSignal::new(0), RwSignal::new(0));
        let chosen = RwSignal::new(None::<u32>);
        let rows = Memo::new(move |_| {
            jobs.with(|jobs| find.with(|find| arrange(jobs, find, sort.get(), page.get(), 20)))
        });
        let header = move |(at, label): (usize, &'static str)| {
            view! {
                <th scope="col" aria-sort=move || (sort.get() == at).then_some("ascending")>
                    <button
                        type="button"
                        class="sort"
                        class:active=move || sort.get() == at
                        on:click=move |_| sort.set(at)
                    >
                        {label}
                    </button>
                </th>
            }
        };
        view! {
            <section class="list" aria-labelledby="heading">
                <h2 id="heading" tabindex="-1">
                    "Jobs "
                    <span class="count">{move || format!("({})", jobs.with(Vec::len))}</span>
                </h2>
                <input
                    type="search"
                    aria-label="Find"
                    prop:value=move || find.get()
                    on:input=move |event| find.set(event_target_value(&event))
                />
                <table aria-busy="false">
                    <thead>
                        <tr>{COLUMNS.into_iter().enumerate().map(header).collect_view()}</tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || rows.get()
                            key=|job| job.id
                            children=move |job| row(job, chosen)
                        />
                    </tbody>
                </table>
                <Show when=move || rows.with(Vec::is_empty)>
                    <p class="empty">"No jobs"</p>
                </Show>
                {pages(page)}
            </section>
        }
    }

    fn row(job: Job, chosen: RwSignal<Option<u32>>) -> impl IntoView {
        let Job { id, name, status, failed, user, created } = job;
        let is_chosen = Memo::new(move |_| chosen.get() == Some(id));
        let number = if failed > 0 { "number failed" } else { "number" };
        view! {
            <tr class:chosen=move || is_chosen.get() data-job-id=id.to_string()>
                <th scope="row">
                    <a
                        href=format!("?job={id}")
                        aria-current=move || is_chosen.get().then_some("true")
                        on:click=move |event| {
                            event.prevent_default();
                            chosen.set(Some(id));
                        }
                    >
                        {name}
                    </a>
                </th>
                <td>
                    <span class="badge" data-tone=status>{status}</span>
                </td>
                <td class=number>{failed.to_string()}</td>
                <td>
                    {match user {
                        Some(user) => {
                            view! { <a href=format!("?user={user}")>{user.clone()}</a> }.into_any()
                        }
                        None => view! { <span>"-"</span> }.into_any(),
                    }}
                </td>
                <td>
                    <time datetime=created.clone()>{created.clone()}</time>
                </td>
                <td>
                    <span class="code">{id.to_string()}</span>
                    <button
                        type="button"
                        aria-label=format!("Copy {id}")
                        on:click=move |_| chosen.set(None)
                    ></button>
                </td>
            </tr>
        }
    }

    fn pages(page: RwSignal<usize>) -> impl IntoView {
        let step = move |label: &'static str, forward: bool| {
            view! {
                <button
                    type="button"
                    aria-label=label
                    aria-disabled=move || (!forward && page.get() == 0).then_some("true")
                    on:click=move |_| {
                        page.update(|page| {
                            *page = if forward { *page + 1 } else { page.saturating_sub(1) };
                        });
                    }
                ></button>
            }
        };
        view! {
            <footer>
                {step("Previous", false)} <div>{move || format!("Page {}", page.get() + 1)}</div>
                {step("Next", true)}
            </footer>
        }
    }
}
