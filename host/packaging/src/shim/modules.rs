//! The mini-app's module with the functions of the shim, and the module that fills its table.

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Module, NameMap, NameSection, TableSection, TableType, TypeSection,
};
use wasmparser::{
    CodeSectionReader, ExportSectionReader, FunctionSectionReader, ImportSectionReader, Name,
    Parser, TableSectionReader, TypeRef, TypeSectionReader,
};

use super::{Shimmed, TABLE};

/// The mini-app's own module.
pub(super) fn main(shimmed: &Shimmed<'_>) -> Result<Module, Error> {
    let mut module = Module::new();
    let mut main = Main {
        shimmed,
        parameters: Vec::new(),
        imported: Vec::new(),
    };
    main.parse_core_module(&mut module, Parser::new(0), shimmed.main)?;
    Ok(module)
}

/// The module that fills the table.
pub(super) fn filler(shimmed: &Shimmed<'_>) -> Result<Module, Error> {
    let mut module = Module::new();
    Filler(shimmed).parse_core_module(&mut module, Parser::new(0), shimmed.filler)?;
    Ok(module)
}

struct Main<'a> {
    shimmed: &'a Shimmed<'a>,
    /// How many parameters each type has.
    parameters: Vec<u32>,
    imported: Vec<Imported>,
}

/// A function that is imported.
struct Imported {
    type_index: u32,
    /// In the shim's table; none for one that hands over nothing but numbers.
    place: Option<u32>,
    /// What its index becomes: those that stay imported come first.
    index: u32,
}

impl Main<'_> {
    /// The functions of the shim: type, and place in its table.
    fn shims(&self) -> impl Iterator<Item = (u32, u32)> {
        let imported = self.imported.iter();
        imported.filter_map(|import| Some((import.type_index, import.place?)))
    }
}

impl Reencode for Main<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let imported = self.imported.get(index as usize);
        Ok(imported.map_or(index, |import| import.index))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        for function in section.clone().into_iter_err_on_gc_types() {
            self.parameters.push(function?.params().len() as u32);
        }
        utils::parse_type_section(self, types, section)
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        let mut kept = 0;
        for import in section.into_imports() {
            let import = import?;
            let mut place = None;
            if let TypeRef::Func(type_index) = import.ty {
                let name = (import.module, import.name);
                place = self.shimmed.places.get(&name).copied();
                self.imported.push(Imported {
                    type_index,
                    place,
                    index: kept,
                });
                kept += u32::from(place.is_none());
            }
            if place.is_none() {
                self.parse_import(imports, import)?;
            }
        }
        let shims = self.imported.iter_mut();
        let shims = shims.filter(|import| import.place.is_some());
        for (index, shim) in (kept..).zip(shims) {
            shim.index = index;
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for (type_index, _) in self.shims() {
            functions.function(type_index);
        }
        utils::parse_function_section(self, functions, section)
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: TableSectionReader<'_>,
    ) -> Result<(), Error> {
        for (index, table) in section.into_iter().enumerate() {
            let mut table = table?;
            if index == 0 {
                table.ty = self.shimmed.widened();
            }
            self.parse_table(tables, table)?;
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        // The module that fills it asks for it by this name.
        exports.export(TABLE, ExportKind::Table, 0);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        for (type_index, place) in self.shims() {
            let mut function = Function::new([]);
            let parameters = self.parameters.get(type_index as usize).copied();
            let mut body = function.instructions();
            for parameter in 0..parameters.unwrap_or_default() {
                body.local_get(parameter);
            }
            body.i32_const(self.shimmed.slot(place))
                .call_indirect(0, type_index)
                .end();
            code.function(&function);
        }
        utils::parse_code_section(self, code, section)
    }

    /// Names stand in the order of what they name, and some functions have another place now.
    fn parse_custom_name_subsection(
        &mut self,
        names: &mut NameSection,
        section: Name<'_>,
    ) -> Result<(), Error> {
        let Name::Function(functions) = section else {
            return utils::parse_custom_name_subsection(self, names, section);
        };
        let mut named = Vec::new();
        for function in functions {
            let function = function?;
            named.push((self.function_index(function.index)?, function.name));
        }
        named.sort_unstable();
        let mut functions = NameMap::new();
        for (index, name) in named {
            functions.append(index, name);
        }
        names.functions(&functions);
        Ok(())
    }
}

/// Writes the module that fills the shim's table, for another table.
struct Filler<'a>(&'a Shimmed<'a>);

impl Reencode for Filler<'_> {
    type Error = std::convert::Infallible;

    fn table_type(&mut self, _: wasmparser::TableType) -> Result<TableType, Error> {
        utils::table_type(self, self.0.widened())
    }

    /// The only one: where in the table it begins.
    fn const_expr(&mut self, _: wasmparser::ConstExpr<'_>) -> Result<ConstExpr, Error> {
        Ok(ConstExpr::i32_const(self.0.slot(0)))
    }
}
