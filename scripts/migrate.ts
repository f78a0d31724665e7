// `npm run migrate -- run`: the command line of the package, from a checkout.
import "../src/cli/bin.ts";
