// Everything the pages do beyond plain links and forms. Each module finds its own elements and does nothing without them.
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { startTheme } from "./theme.js";
import { startDialogs } from "./dialog.js";
import { startToasts } from "./toast.js";
import { startUploads } from "./upload.js";
import { startTables } from "./table.js";
import { startScan } from "./scan.js";
import { startCounts } from "./count.js";
import { startSubmits } from "./submit.js";
import { startMenus } from "./menu.js";
import { startCopies } from "./copy.js";

for (const start of [
  startTheme, startKeys, startPalette, startDialogs, startToasts, startUploads, startTables, startScan, startCounts,
  startSubmits, startMenus, startCopies,
]) start();
