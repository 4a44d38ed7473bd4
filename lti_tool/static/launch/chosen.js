// Sends the answer of a deep linking request to the platform; the button does the same without scripts.
(() => {
  "use strict";
  document.getElementById("chosen").submit();
})();
