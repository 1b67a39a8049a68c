//! What is true about DevServer jobs without a browser.
