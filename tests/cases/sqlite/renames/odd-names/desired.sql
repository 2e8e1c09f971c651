-- groundline: renamed-from="old ""x"""
CREATE TABLE "new [y]" (
  "a b" TEXT -- groundline: renamed-from="the 🎵"
);
