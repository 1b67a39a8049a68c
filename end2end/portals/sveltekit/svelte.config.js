import adapter from "@sveltejs/adapter-static";

// One page that finds its way in the browser, in a folder of the tests' server.
export default {
  kit: {
    adapter: adapter({ pages: process.env.OUT, fallback: "index.html" }),
    paths: { base: "/portals/sveltekit", relative: false },
  },
};
