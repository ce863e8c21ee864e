#ifndef HALLWATCH_CMODBUS_SHIM_H
#define HALLWATCH_CMODBUS_SHIM_H

#if __has_include(<modbus/modbus.h>)
#include <modbus/modbus.h>

// The EMB… macros are sums of macros, which Swift does not import; the names are re-exported as
// an enumeration. Values are errno values set by libmodbus, from MODBUS_ENOBASE (112345678) up.
enum hw_modbus_errno {
  HW_EMBXILFUN = EMBXILFUN,
  HW_EMBXILADD = EMBXILADD,
  HW_EMBXILVAL = EMBXILVAL,
  HW_EMBXSFAIL = EMBXSFAIL,
  HW_EMBXACK = EMBXACK,
  HW_EMBXSBUSY = EMBXSBUSY,
  HW_EMBXNACK = EMBXNACK,
  HW_EMBXMEMPAR = EMBXMEMPAR,
  HW_EMBXGPATH = EMBXGPATH,
  HW_EMBXGTAR = EMBXGTAR,
  HW_EMBBADCRC = EMBBADCRC,
  HW_EMBBADDATA = EMBBADDATA,
  HW_EMBBADEXC = EMBBADEXC,
  HW_EMBUNKEXC = EMBUNKEXC,
  HW_EMBMDATA = EMBMDATA,
  HW_EMBBADSLAVE = EMBBADSLAVE
};

#else
#error "libmodbus headers not found. Install them with: apt-get install libmodbus-dev"
#endif

#endif
