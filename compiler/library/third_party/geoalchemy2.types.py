from sqlalchemy.types import UserDefinedType


class _Spatial(UserDefinedType):
    def __init__(self, geometry_type="GEOMETRY", srid=-1, dimension=2, spatial_index=True, use_N_D_index=False,
                 use_typmod=None, from_text=None, name=None, nullable=True, _spatial_index_reflected=None):
        self.geometry_type = geometry_type
        self.srid = srid

    def get_col_spec(self, **kw):
        if not self.geometry_type:
            return self.sql_name
        return "%s(%s,%d)" % (self.sql_name, self.geometry_type, self.srid)


class Geometry(_Spatial):
    sql_name = "geometry"


class Geography(_Spatial):
    sql_name = "geography"


class Raster(UserDefinedType):
    def __init__(self, *args, **kw):
        pass

    def get_col_spec(self, **kw):
        return "raster"
