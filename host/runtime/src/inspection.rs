//! What the child says about a component: what is in it, or why it is refused.

use serde::{Deserialize, Serialize};
use trust::Digest;

/// The custom section with what a mini-app says of itself.
const MANIFEST: &str = "balai:manifest";

/// What is in a component that compiled. Made by the child, so the server need not parse the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Of the whole file.
    pub digest: Digest,
    /// Size of the file, in bytes.
    pub component_bytes: u64,
    /// Size of the native code, in bytes.
    pub native_bytes: u64,
    /// Processor time that checking and compiling it took, in milliseconds.
    #[serde(default)]
    pub compile_ms: u64,
    /// What it imports, in its own order: the permissions it asks for.
    pub imports: Vec<Interface>,
    /// What it exports, in its own order.
    pub exports: Vec<Interface>,
    /// Its outermost custom sections whose name begins with `balai:`, as the manifest's.
    pub custom_sections: Vec<CustomSection>,
}

/// One import or export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// For example `balai:platform/cases@0.1.0`, or the name of a bare function.
    pub name: String,
    /// The functions and resources in it. An interface without any only names types: it needs no grant and nobody
    /// has to link it.
    pub functions: Vec<String>,
}

/// A custom section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomSection {
    /// For example `balai:manifest`.
    pub name: String,
    /// Its bytes, as they stand in the file; hexadecimal in JSON.
    #[serde(with = "hex_bytes")]
    pub bytes: Vec<u8>,
}

impl Inspection {
    /// The interfaces that it must be given, in its own order. One without functions only names types.
    pub fn functional_imports(&self) -> impl Iterator<Item = &str> {
        let imports = self.imports.iter();
        imports
            .filter(|import| !import.functions.is_empty())
            .map(|import| import.name.as_str())
    }

    /// What a registry records of it, in a digest: its manifest, and the interfaces that it must be given. Whoever runs it
    /// by such a record holds the one against the other.
    pub fn described(&self) -> Digest {
        let manifest = self.custom_section(MANIFEST).unwrap_or_default();
        let manifest = String::from_utf8_lossy(manifest);
        Digest::of_texts(std::iter::once(&*manifest).chain(self.functional_imports()))
    }

    /// The first custom section of this name.
    pub fn custom_section(&self, name: &str) -> Option<&[u8]> {
        self.custom_sections
            .iter()
            .find(|section| section.name == name)
            .map(|section| section.bytes.as_slice())
    }
}

/// Why a file is not taken: what is wrong with it, and what its author can do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// No bytes at all.
    #[error("The file is empty; give the component that the build wrote.")]
    Empty,
    /// Larger than the configuration allows.
    #[error(
        "The file has {bytes} bytes and may have {most}; leave out debug information and data that the mini-app \
             does not need."
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The most that is taken.
        most: u64,
    },
    /// Something else, perhaps text.
    #[error("The file is not WebAssembly; give the component that the build wrote.")]
    NotWasm,
    /// A module of core WebAssembly, which no component encloses.
    #[error(
        "The file is a core module, not a component; wrap it with `wasm-tools \
             component new`."
    )]
    CoreModule,
    /// It ends in the middle of a section.
    #[error(
        "The file ends too early, in the section that begins at byte {offset}; build or copy it again."
    )]
    Truncated {
        /// Where the section begins that does not end.
        offset: u64,
    },
    /// A limit of the pre-check.
    #[error(
        "The component has {found} {what}, and may have {most}; split the mini-app, or make it smaller."
    )]
    TooMany {
        /// Of what, in the plural.
        what: String,
        /// How many it has; counting ends soon above the limit.
        found: u64,
        /// The most that is taken.
        most: u64,
    },
    /// It passes components or modules around as values, which no toolchain for mini-apps does.
    #[error(
        "The component {what}, which the platform does not run; compose it with `wac plug` or `wasm-tools compose`."
    )]
    Unsupported {
        /// What it does, as a clause.
        what: String,
    },
    /// It breaks the rules of WebAssembly, or uses a feature that is off.
    #[error(
        "The component is not valid: {reason}; build it with the toolchain that the guide for authors names."
    )]
    Invalid {
        /// What the validator says, with the place.
        reason: String,
    },
    /// The compiler refuses it.
    #[error(
        "The component cannot be compiled: {reason}; build it with the toolchain that the guide for authors names."
    )]
    NotCompilable {
        /// What the compiler says.
        reason: String,
    },
    /// It asks for more from the start than any call may have.
    #[error(
        "The component asks for more than the platform can give: {reason}; lower the memory and tables it starts with."
    )]
    DoesNotFit {
        /// What the engine says.
        reason: String,
    },
    /// Compiling it took too long.
    #[error(
        "Compiling the component took more than {seconds} s; split its largest functions, or optimise for size."
    )]
    CompileTime {
        /// The limit, in seconds.
        seconds: u64,
    },
    /// Compiling it took too much memory.
    #[error(
        "Compiling the component took more than {megabytes} MB of memory; split its largest functions, or optimise \
             for size."
    )]
    CompileMemory {
        /// The limit, in units of 1,048,576 bytes.
        megabytes: u64,
    },
    /// The parser or the compiler broke on it.
    #[error(
        "The compiler broke on this component ({how}); build it with the toolchain that the guide for authors names, \
             and report the file if it still happens."
    )]
    CompilerBroke {
        /// How the child ended.
        how: String,
    },
}

mod hex_bytes {
    //! Bytes as hexadecimal text.

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}
